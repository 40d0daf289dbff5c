using System.Globalization;
using Faultline.Bench;

if (args is ["--one", var output, .. var command])
{
    return await Measurement.TakeAsync(output, command);
}

var rounds = args is ["--rounds", var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 7;
return await Comparison.RunAsync(rounds, Console.Out);
