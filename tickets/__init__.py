"""What we owe a citizen: numbered tickets at a post, with a due time."""
