import { spoilt } from "./families/index.ts";
import { testShort } from "./short.ts";

testShort(spoilt);
