import { describe, expect, it } from "vitest";
import { Proto3Writer } from "../../src/open-api/proto3-writer.js";

function written(write: (writer: Proto3Writer) => void): string {
  const writer = new Proto3Writer();
  write(writer);
  return writer.finish().toString("hex");
}

describe("Proto3Writer", () => {
  it.each<[string, (writer: Proto3Writer) => void, string]>([
    ["an integer of two bytes", (writer) => writer.integer(1, 150), "089601"],
    ["an integer of one byte", (writer) => writer.integer(2, 127), "107f"],
    ["an integer beyond 32 bits", (writer) => writer.integer(1, 2 ** 35), "08808080808001"],
    ["a text", (writer) => writer.text(2, "testing"), "120774657374696e67"],
    ["a string beyond ASCII", (writer) => writer.text(1, "é"), "0a02c3a9"],
    ["strings in order", (writer) => writer.texts(1, ["a", "b"]), "0a01610a0162"],
    ["a boolean in a field with a two-byte tag", (writer) => writer.flag(20, true), "a00101"],
    ["a double", (writer) => writer.double(1, 1), "09000000000000f03f"],
    ["a message", (writer) => writer.message(3, () => writer.integer(1, 150)), "1a03089601"],
    ["an empty message", (writer) => writer.message(3, () => {}), "1a00"],
    [
      "nothing for absent or empty values",
      (writer) => {
        writer.text(1, "");
        writer.text(1, undefined);
        writer.texts(1, []);
        writer.integer(1, 0);
        writer.double(1, 0);
        writer.flag(1, false);
      },
      "",
    ],
    [
      "fields before those that were written earlier",
      (writer) => {
        writer.text(2, "b");
        writer.text(1, "a");
      },
      "0a0161120162",
    ],
  ])("writes %s", (_title, write, bytes) => {
    expect(written(write)).toBe(bytes);
  });

  it("grows as needed, however long a single string is", () => {
    const long = "x".repeat(5000);
    const bytes = written((writer) => {
      writer.text(2, long);
      writer.text(1, "a");
    });
    expect(bytes).toBe(`0a016112${"8827"}${Buffer.from(long).toString("hex")}`);
  });
});
