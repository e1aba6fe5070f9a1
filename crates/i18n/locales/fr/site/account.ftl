### site/account
