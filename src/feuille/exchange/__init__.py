"""Figures leave for spreadsheets: one flat table, then a file that a spreadsheet opens.

Nothing here can start a formula: what a document says stays a text.
"""
