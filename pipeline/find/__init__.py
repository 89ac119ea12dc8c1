"""Any words, half remembered, found in every transcript that is kept."""
