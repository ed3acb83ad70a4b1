"""What is told of people by name: what somebody does, and whom he answers to."""
