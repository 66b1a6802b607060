// Holds a read transaction on a database until it is ended.
import { Database } from "../../dist/server/adapters/sqlite/driver.js";

const db = new Database(process.argv[2] ?? "", { readonly: true, fileMustExist: true });
db.exec("BEGIN");
const tables = db.prepare("SELECT count(*) FROM sqlite_schema").pluck().get();
process.stdout.write(`${JSON.stringify({ event: "reading", tables })}\n`);
setInterval(() => undefined, 60_000);
