SELECT currency, orders, newest_hour FROM currencies
