"""The pages: what people see of Pactline. Each room has its endpoints, its templates and what it needs of others."""
