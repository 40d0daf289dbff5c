// Times are measured here, on a machine that others use too: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
