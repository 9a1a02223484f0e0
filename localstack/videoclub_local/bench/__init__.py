"""What `videoclub bench` measures: one module for each thing, each giving rows of a table.

A figure comes with what it is compared to, taken in the same run: machines differ, and so do moments.
"""
