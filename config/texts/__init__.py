"""The texts that people read, in every language: found in the sources, kept in `locale`, compiled for Django.

All of it in Python, so that neither those who run Permis nor those who change it need GNU gettext.
"""
