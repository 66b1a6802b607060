import { killed } from "./families/index.ts";
import { testShort } from "./short.ts";

testShort(killed);
