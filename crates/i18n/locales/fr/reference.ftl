### Mots.

reference-title = x
