#!/usr/bin/env node
// A sample of an extension in any language: JSON objects on a line each, requests in on standard input, answers out on standard
// output (docs/extensions.md). It needs nothing but Node.js.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const send = (message) => process.stdout.write(JSON.stringify(message) + "\n");

const questions = new Map();
let lastQuestion = 0;
const ask = (message) =>
  new Promise((resolve) => {
    questions.set(++lastQuestion, resolve);
    send({ ...message, ask: lastQuestion });
  });

const file = { name: "file", type: "string", summary: "The file of the flags." };
const flag = { name: "flag", type: "string", summary: "The flag's name." };

const description = {
  is: "described",
  protocol: 1,
  name: "acme-flags-js",
  version: "1.0.0",
  functions: [
    { module: "acmejs.flags", name: "is_on", kind: "probe", summary: "Reads a flag.", returns: "boolean", parameters: [file, flag] },
    {
      module: "acmejs.flags",
      name: "set",
      kind: "action",
      summary: "Turns a flag on or off.",
      returns: "boolean",
      parameters: [file, flag, { name: "on", type: "boolean", summary: "Whether it is to be on.", default: true }],
    },
  ],
  controls: [{ module: "acmejs.audit", summary: "Writes every moment of a run into a file." }],
  secrets: ["acmejs"],
};

const functions = {
  "acmejs.flags.is_on": ({ file, flag }) => {
    const flags = JSON.parse(readFileSync(file, "utf8"));
    return flag in flags
      ? { is: "succeeded", output: flags[flag] }
      : { is: "failed", message: `there is no flag '${flag}' in '${file}'` };
  },
  "acmejs.flags.set": async ({ file, flag, on = true }, id) => {
    const flags = JSON.parse(readFileSync(file, "utf8"));
    const before = flags[flag];
    // Nothing may be changed before the host has written down what it was.
    const answer = await ask({
      id,
      do: "record",
      change: {
        verb: "patch",
        resource: `${file}#${flag}`,
        name: flag,
        before: { [flag]: before },
        undo: `set '${flag}' in '${file}' to ${before}`,
      },
    });
    if (answer.do !== "recorded") {
      return { is: "failed", message: answer.message };
    }

    writeFileSync(file, JSON.stringify({ ...flags, [flag]: on }));
    return { is: "succeeded", output: before };
  },
};

const requests = {
  describe: () => description,
  call: (request) => functions[request.function](request.arguments, request.id),
  control: ({ hook, context, arguments: { file } }) => {
    appendFileSync(file, context?.name ? `${hook} ${context.name}\n` : `${hook}\n`);
    return { is: "answered" };
  },
  fetch: ({ declaration: { folder, name } }) => {
    const path = `${folder}/${name}`;
    return existsSync(path)
      ? { is: "found", value: readFileSync(path, "utf8").trimEnd() }
      : { is: "failed", message: `there is no secret '${path}'`, remedy: "Write it there." };
  },
  renew: () => ({ is: "renewed", lease: null, problem: "nothing is lent" }),
  close: () => ({ is: "closed", problems: [] }),
};

createInterface({ input: process.stdin }).on("line", async (line) => {
  const message = JSON.parse(line);
  if (message.ask) {
    questions.get(message.ask)?.(message);
    questions.delete(message.ask);
  } else if (message.do !== "stop") {
    try {
      send({ ...(await requests[message.do](message)), id: message.id });
    } catch (error) {
      send({ id: message.id, is: "crashed", message: String(error) });
    }
  }
});
