"""What the readers of Tencent's returns share: the path that is data, and how times are written."""
