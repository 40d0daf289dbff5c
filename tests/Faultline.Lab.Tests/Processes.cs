namespace Faultline.Lab.Tests;

/// <summary>Looks at processes by their ids.</summary>
internal static class Processes
{
    public static bool IsGone(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
