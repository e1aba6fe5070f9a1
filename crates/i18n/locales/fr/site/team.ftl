### site/team
