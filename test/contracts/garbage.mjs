// Reads from a port that never waits, and leaves statements and iterators behind with each piece of what it reads.
import { connect } from "node:net";
import { Database } from "../../dist/server/adapters/sqlite/driver.js";

const db = new Database(":memory:");
db.exec("CREATE TABLE numbers (number); INSERT INTO numbers VALUES (1), (2), (3)");
const [port, bytes] = process.argv.slice(2).map(Number);
let left = bytes;
connect(port).on("data", (piece) => {
  for (let k = 0; k < 20; k++) for (const _ of db.prepare("SELECT number FROM numbers").iterate());
  left -= piece.length;
  if (left <= 0) process.exit(0);
});
