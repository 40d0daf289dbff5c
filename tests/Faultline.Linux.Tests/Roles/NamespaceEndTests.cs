using Faultline.Linux.Roles;

namespace Faultline.Linux.Tests.Roles;

/// <summary>Only what decides is tested here: the call itself would end the machine where the decision is wrong.</summary>
public sealed class NamespaceEndTests
{
    [Fact]
    public void The_namespace_of_this_machine_is_never_ended()
    {
        var status = File.ReadAllLines("/proc/self/status");
        var own = FileIdentity.Of("/proc/self/ns/pid")!.Value.ToString();
        NamespaceEnd.MayEnd(status, own, own).ShouldBeFalse();
        NamespaceEnd.MayEnd(["Name:\tx", "NSpid:\t4711"], "0:1", "0:2").ShouldBeFalse("one number: the first namespace");
        NamespaceEnd.MayEnd(["Name:\tx", "NSpid:"], "0:1", "0:2").ShouldBeFalse();
        NamespaceEnd.MayEnd(["Name:\tx"], "0:1", "0:2").ShouldBeFalse("a kernel that does not tell");
        NamespaceEnd.MayEnd([], "0:1", "0:2").ShouldBeFalse();
    }

    [Fact]
    public void A_namespace_below_is_ended_unless_it_is_the_one_that_may_not_be()
    {
        string[] status = ["Name:\tx", "NSpid:\t4711\t3"];
        NamespaceEnd.MayEnd(status, "0:1", "0:2").ShouldBeTrue();
        NamespaceEnd.MayEnd(status, "0:1", "0:1").ShouldBeFalse();
        NamespaceEnd.MayEnd(status, null, "0:1").ShouldBeFalse();
        NamespaceEnd.MayEnd(status, "0:1", "").ShouldBeFalse();
    }
}
