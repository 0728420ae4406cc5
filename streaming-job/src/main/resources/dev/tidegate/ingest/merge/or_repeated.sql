
       OR ({winner.key}) IN (SELECT {winner.key} FROM winner GROUP BY {winner.key} HAVING count(*) > 1)