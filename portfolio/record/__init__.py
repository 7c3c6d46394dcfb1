"""The record as auditors read it: questions, single events with their proofs, checkpoints."""
