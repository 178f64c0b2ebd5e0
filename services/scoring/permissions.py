"""What can be allowed in scoring."""

PERMISSIONS: dict[str, str] = {
    "scoring.customer.read": "Read the customer 360 and a customer's lifetime value",
    "scoring.contract.read": "Read how far a contract is, what that is made of, and what happened with it",
    "scoring.asset.read": "Read what happened with an asset",
    "scoring.unit.read": "Read the figures of a unit and those below: purchases, payments, arrears, assets",
    "scoring.model.read": "Read the state of read models: lag, generation, checksums, progress of a rebuild",
    "scoring.model.rebuild": "Rebuild read models from the first event",
    "scoring.lifetime.read": "Read trained lifetime models",
    "scoring.credit.read": "Read customers' grades of credit, the scores behind them and the schemes",
    "scoring.credit.assess": "Grade a customer's credit",
    "scoring.credit.lay_down": "Lay down how credit is graded",
    "scoring.lifetime.train": "Fit a lifetime model on the purchases that are visible",
}
