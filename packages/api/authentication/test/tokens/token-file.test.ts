import { RecordingLogger } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { readTokenFile } from "../../src/index.js";

const read = (text: string, logger = new RecordingLogger()) => readTokenFile({ path: "tokens.csv", text, logger });

describe("--token-auth-file", () => {
  it.each([
    ["three columns", "token1,user1,uid1\n", { token1: { name: "user1", uid: "uid1" } }],
    ["one group", "token1,user1,uid1,group1", { token1: { name: "user1", uid: "uid1", groups: ["group1"] } }],
    [
      "several groups, in quotes",
      'token1,user1,uid1,"group1,group2"\n',
      { token1: { name: "user1", uid: "uid1", groups: ["group1", "group2"] } },
    ],
    ["further columns, which are ignored", "t,u,1,g,x,y\n", { t: { name: "u", uid: "1", groups: ["g"] } }],
    ["empty lines, and ends of line of Windows", "\r\nt,u,1\r\n\r\n", { t: { name: "u", uid: "1" } }],
    ["doubled quotes", '"to""ken",u,1\n', { 'to"ken': { name: "u", uid: "1" } }],
    ["a line end within quotes", '"a\nb",u,1\n', { "a\nb": { name: "u", uid: "1" } }],
    ["the last of several with one token", "t,a,1\nt,b,2\n", { t: { name: "b", uid: "2" } }],
    ["no empty token", ",a,1\nt,b,2\n", { t: { name: "b", uid: "2" } }],
    ["nothing", "", {}],
  ])("may have %s", (_title, text, users) => {
    expect(Object.fromEntries(read(text))).toEqual(users);
  });

  it.each([
    [
      "two columns",
      "token1,user1\n",
      "token file 'tokens.csv' must have at least 3 columns (token, user name, user uid), found 2",
    ],
    [
      "an empty field alone",
      '""\n',
      "token file 'tokens.csv' must have at least 3 columns (token, user name, user uid), found 1",
    ],
    ["a bare quote", 'to"ken,u,1\n', 'parse error on line 1, column 3: bare " in non-quoted-field'],
    ["an unclosed quote", '"t,u,1\n', 'extraneous or missing " in quoted-field'],
    [
      "text behind a quoted field",
      '"t"x,u,1\n',
      'parse error on line 1, column 3: extraneous or missing " in quoted-field',
    ],
  ])("must not have %s", (_title, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("logs empty and repeated tokens by their number, and no token", () => {
    const logger = new RecordingLogger();
    read(",a,1\nhidden,b,2\nhidden,c,3\n", logger);
    expect(logger.lines.map(({ message, fields }) => [message, fields.record])).toEqual([
      ["empty token has been found in token file", 1],
      ["duplicate token has been found in token file", 3],
    ]);
    expect(JSON.stringify(logger.lines)).not.toContain("hidden");
  });
});
