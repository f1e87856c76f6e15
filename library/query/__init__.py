"""The query language: text -> Filter tree -> SQL. Private to `library`; `Catalogue.find` is the door."""
