using Faultline.Abstractions.Extensions;
using Faultline.Samples.Flags;

// Loaded in process the class below is all that counts; as a program of its own this line serves it.
[assembly: Extension(typeof(FlagsExtension))]

return await ExtensionProgram.RunAsync(new FlagsExtension());
