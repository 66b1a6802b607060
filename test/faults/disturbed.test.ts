import { disturbed } from "./families/index.ts";
import { testShort } from "./short.ts";

testShort(disturbed);
