"""Learning from judgements: pairs to ask, weights fitted and calibrated on them, whether they beat the fixed ones."""
