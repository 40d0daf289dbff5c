// Drives the whole API with a client that knows nothing of Faultline. Arguments: the API, an upstream.
const assert = require("node:assert");
const net = require("node:net");
const { Toxiproxy, Proxy, Toxic, ToxiproxyError } = require("toxiproxy-node-client");

const [api, upstream] = process.argv.slice(2);

// Every method that the client has is to be called.
const left = new Set();
for (const type of [Toxiproxy, Proxy, Toxic]) {
  for (const name of Object.getOwnPropertyNames(type.prototype).filter((name) => name !== "constructor")) {
    const method = type.prototype[name];
    left.add(`${type.name}.${name}`);
    type.prototype[name] = function (...given) {
      left.delete(`${type.name}.${name}`);
      return method.apply(this, given);
    };
  }
}

const answerTime = (listen) =>
  new Promise((resolve, reject) => {
    const begun = process.hrtime.bigint();
    const socket = net.connect(Number(listen.split(":").pop()), "127.0.0.1", () => socket.write("x"));
    socket.once("data", () => {
      socket.destroy();
      resolve(Number(process.hrtime.bigint() - begun) / 1e6);
    });
    socket.once("error", reject);
  });

const refused = (promise, status) =>
  promise.then(
    () => assert.fail("not refused"),
    (error) => {
      if (status) {
        assert.ok(error instanceof ToxiproxyError);
        assert.equal(error.message, `Request failed with status code ${status}`);
      }
    },
  );

(async () => {
  const toxiproxy = new Toxiproxy(api);
  assert.match(await toxiproxy.getVersion(), /^{"version": "2\.12\./);

  const proxy = await toxiproxy.createProxy({ name: "one", listen: "localhost:0", upstream });
  assert.equal(proxy.enabled, true);
  assert.match(proxy.listen, /^127\.0\.0\.1:\d+$/);
  assert.ok((await answerTime(proxy.listen)) < 1000);
  await refused(toxiproxy.createProxy({ name: "one", listen: "localhost:0", upstream }), 409);
  await refused(toxiproxy.createProxy({ name: "taken", listen: proxy.listen, upstream }), 500);
  await refused(toxiproxy.get("none"), 404);
  assert.deepEqual((await toxiproxy.get("one")).toJson(), { name: "one", enabled: true, listen: proxy.listen, upstream });
  assert.equal(proxy.getToxiproxy().getApi(), toxiproxy.getApi());

  const toxic = await proxy.addToxic({ name: "slow", type: "latency", stream: "downstream", toxicity: 1, attributes: { latency: 1000, jitter: 0 } });
  assert.deepEqual(toxic.attributes, { latency: 1000, jitter: 0 });
  assert.ok((await answerTime(proxy.listen)) >= 999);
  const updated = await toxic.update({ toxicity: 0.5, attributes: { latency: 1, jitter: 1 } });
  assert.deepEqual(updated.attributes, { latency: 1, jitter: 1 });
  assert.deepEqual((await proxy.getToxic("slow")).toJson(), {
    name: "slow",
    type: "latency",
    stream: "downstream",
    toxicity: 0.5,
    attributes: { latency: 1, jitter: 1 },
  });
  await toxic.remove();
  await refused(proxy.getToxic("slow"), 404);
  await refused(toxic.remove(), 404);
  await refused(toxic.update({ toxicity: 1, attributes: {} }), 404);
  const unnamed = await proxy.addToxic({ type: "latency", attributes: { latency: 1 } });
  assert.deepEqual([unnamed.name, unnamed.stream, unnamed.toxicity], ["latency_downstream", "downstream", 1]);
  await refused(proxy.addToxic({ type: "latency", attributes: {} }), 409);

  for (const [type, attributes] of Object.entries({
    bandwidth: { rate: 1000 },
    slow_close: { delay: 10 },
    timeout: { timeout: 10 },
    reset_peer: { timeout: 10 },
    slicer: { average_size: 100, size_variation: 10, delay: 10 },
    limit_data: { bytes: 100 },
  })) {
    const made = await proxy.addToxic({ name: type, type, stream: "upstream", toxicity: 1, attributes });
    assert.deepEqual(made.attributes, attributes);
    assert.equal(made.stream, "upstream");
  }
  await refused(proxy.addToxic({ name: "x", type: "nonsense", stream: "upstream", toxicity: 1, attributes: {} }), 400);
  await refused(proxy.addToxic({ name: "x", type: "latency", stream: "sideways", toxicity: 1, attributes: {} }), 400);

  const disabled = await proxy.update({ enabled: false, listen: proxy.listen, upstream });
  assert.equal(disabled.enabled, false);
  await refused(answerTime(proxy.listen));

  const populated = await toxiproxy.populate([
    { name: "one", listen: proxy.listen, upstream },
    { name: "two", listen: "localhost:0", upstream, enabled: false },
  ]);
  assert.deepEqual(Object.keys(populated), ["one", "two"]);

  await toxiproxy.reset();
  const all = await toxiproxy.getAll();
  assert.deepEqual(Object.keys(all), ["one", "two"]);
  for (const each of Object.values(all)) {
    assert.equal(each.enabled, true);
    assert.deepEqual(each.toJson().toxics ?? [], []);
    assert.ok((await answerTime(each.listen)) < 1000);
    await each.remove();
  }
  assert.deepEqual(await toxiproxy.getAll(), {});
  await refused(proxy.remove(), 404);
  assert.deepEqual([...left], []);
  console.log("driven");
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
