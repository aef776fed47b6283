/** The page's beginning: draw it, and follow what changes. */

import { createRoot } from "react-dom/client";
import { App } from "./App";
import { follow } from "./state/following";
import { keepPlace } from "./state/keeping";
import { settle } from "./state/place";
import { workspace } from "./state/workspace";
import { keepTheme } from "./state/theme";
import "slack-blocks-to-jsx/dist/style.css";
import "./style/page.css";

keepTheme();
keepPlace();
workspace.subscribe(settle);
createRoot(document.getElementById("page") as HTMLElement).render(<App />);
void follow();
