"""Inspections (*đoàn kiểm tra, giám sát*): what a decision opens, to whom, and what was read."""
