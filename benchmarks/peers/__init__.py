"""One small model for each way of keeping history, so that they are measured alike."""
