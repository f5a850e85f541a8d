"""What we know: approved answers with the law they rest on, and the matcher that finds them."""
