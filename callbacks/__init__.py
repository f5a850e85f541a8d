"""What we promised: rows with a due time that are kept or visibly late."""
