import { expect, test } from "bun:test";
import { type Examined, examineOnce } from "./findings.ts";

test("who asks for findings while they are looked for gets the same, and who asks later new ones", async () => {
  let runs = 0;
  const answers: ((value: Examined) => void)[] = [];
  const examine = examineOnce(() => {
    runs++;
    return new Promise<Examined>((resolve) => answers.push(resolve));
  });
  const both = [examine(), examine()];
  expect(runs).toBe(1);
  answers[0]!({ time: "2026-01-02T03:04:05Z", checks: 1, findings: [] });
  const [one, other] = await Promise.all(both);
  expect(one).toBe(other!);
  void examine();
  expect(runs).toBe(2);
});
