"""What people say outright: who they are, what they do, whom they answer to."""
