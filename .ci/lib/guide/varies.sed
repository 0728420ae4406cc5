# What is another at each run, in what a page prints and in what came out: replaced in both before they are compared.
# Each rule names the words around it, so that a value which must be so is never taken for one that may vary.

# A time in the table of files, in the place of a reject, in front of a line of the log, in the name of an export.
s/^( *[0-9]+  )20[0-9-]{8} [0-9:]{8}  /\1TIME  /
s/, 20[0-9-]{8} [0-9:]{8} UTC, open\)/, TIME UTC, open)/
s/^20[0-9-]{8} [0-9:]{8}\.[0-9]{3}Z /TIME /
s|rejects-[0-9]{8}-[0-9]{6}-|rejects-TIME-|
s|data/archive/20[0-9-]{8}/|data/archive/DAY/|
s|: 20[0-9-]{8}/([0-9]+-)|: DAY/\1|

# psql fills its headers up with blanks, which a page does not have.
s/ +$//

# The table of files is as wide as its ids.
/^ *(ID|[0-9]+)  /{
    s/^ +//
    s/ +/ /g
}

# What 'doctor' sees of this machine.
s/^(ok       Java       )[^ ]+$/\1VERSION/
s/, [0-9,]+ MiB free$/, N MiB free/
s/ differs by -?[0-9,]+ m?s, and answers in [0-9,]+ m?s$/ differs by N ms, and answers in N ms/

# The demo: how long it took, how many files the generator wrote until then.
s/^First rows loaded [0-9.]+ s/First rows loaded N s/
/^(this run: |summary: |[0-9]{2}:[0-9]{2}:[0-9]{2} )files=/s/=[0-9]+/=N/g
/^[0-9]{2}:[0-9]{2}:[0-9]{2} files=/s/^[0-9:]+/CLOCK/
s/^(ok   |GAP  )(files|known)( +)[0-9]+ files/\1\2\3N files/
s/^(ok   input +)[0-9]+ files? waits? in/\1N files wait in/
