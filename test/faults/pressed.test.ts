import { pressed } from "./families/index.ts";
import { testShort } from "./short.ts";

testShort(pressed);
