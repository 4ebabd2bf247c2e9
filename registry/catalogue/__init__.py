"""Finding models. Owns the search query, the filters, the result pages and the writing of search rows.

Promises: one filter list makes form, API parameter and SQL; every list has an order that ends in a unique column.
"""
