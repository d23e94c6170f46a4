import { describe, expect, it } from "@jest/globals";
import { searchable, tailsOf, tailsOfUser } from "./name-search.ts";

describe("the tails of a name", () => {
  it.each([
    ["The Blue Team", ["the blue team", "blue team", "team"]],
    ["  #order-123_b ", ["order 123 b", "123 b", "b"]],
    ["ÜBER ﬁne", ["über fine", "fine"]],
    ["C++ 🎉", ["c++ 🎉", "🎉"]],
    ["so so", ["so so", "so"]],
    ["…", [""]],
    [undefined, [""]],
  ])("of %j begin at its words", (name, tails) => {
    expect(tailsOf(name)).toEqual(tails);
  });

  it("end with the 64th character, however many units it has", () => {
    expect(tailsOf("𝄞".repeat(70))).toEqual(["𝄞".repeat(64)]);
  });
});

describe("a user", () => {
  it("is found by the id and by each word of the name, of thirty-two", () => {
    expect(tailsOfUser("User-7", "Anna Smith")).toEqual(["user 7", "anna smith", "smith"]);
    expect(tailsOfUser("anna", "Anna")).toEqual(["anna"]);
    expect(tailsOfUser("--", "…")).toEqual([]);
    const name = Array.from({ length: 99 }, (_, index) => `w${index}`).join(" ");
    expect(tailsOfUser("x", name)).toHaveLength(33);
  });
});

describe("what somebody looks for", () => {
  it("is compared as a name is", () => {
    expect(searchable("  BLUE…tEAM!")).toBe("blue team");
    expect(searchable("%_\\")).toBe("");
  });
});
