import { families } from "./families/index.ts";
import { testShort } from "./short.ts";

testShort(families);
