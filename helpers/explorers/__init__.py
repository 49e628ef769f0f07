"""Explorers: living pictures that answer to pointer and keys. One file an explorer; frame and drawing are shared."""
