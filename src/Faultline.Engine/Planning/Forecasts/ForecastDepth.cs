namespace Faultline.Engine.Planning.Forecasts;

/// <summary>How much a forecast finds out.</summary>
public enum ForecastDepth
{
    /// <summary>All of it.</summary>
    Everything,

    /// <summary>Only what would be hit; calls that can name no target are not looked into. For runs that only have to keep clear of each other.</summary>
    TargetsOnly,

    /// <summary>Nothing outside of this machine is asked.</summary>
    NoLookups,
}
