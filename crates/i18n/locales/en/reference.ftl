### Words of the API reference.

reference-title = x
