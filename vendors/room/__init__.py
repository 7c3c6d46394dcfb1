"""The vendor room: pages for contacts of vendors, who are no users and see nothing else."""
