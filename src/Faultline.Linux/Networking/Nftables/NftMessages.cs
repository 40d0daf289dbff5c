namespace Faultline.Linux.Networking.Nftables;

/// <summary>The types of nf_tables' messages.</summary>
internal static class NftMessages
{
    public const int Subsystem = 10 << 8;
    public const int NewTable = 0;
    public const int GetTable = 1;
    public const int DeleteTable = 2;
    public const int NewChain = 3;
    public const int GetChain = 4;
    public const int DeleteChain = 5;
    public const int NewRule = 6;
    public const int GetRule = 7;
    public const int NewSet = 9;
    public const int NewElement = 12;
    public const int GetElement = 13;
    public const int DeleteElement = 14;
}
