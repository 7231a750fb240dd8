"""Reports: the figures of a period and what stands behind them, as files that people and programs read."""
