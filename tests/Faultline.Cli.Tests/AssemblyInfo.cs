// --change-dir changes the folder of the whole process.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
