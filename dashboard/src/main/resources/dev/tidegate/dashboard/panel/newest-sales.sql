SELECT newest_hour FROM newest_sales
