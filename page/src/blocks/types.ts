/** Block Kit as far as the page itself looks into it; all else of a block is the library's affair. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Text {
  type: "plain_text" | "mrkdwn";
  text: string;
}

export interface Option {
  text: Text;
  value?: string;
  description?: Text;
  url?: string;
}

export interface OptionGroup {
  label: Text;
  options: readonly Option[];
}

export interface Confirm {
  title?: Text;
  text?: Text;
  confirm?: Text;
  deny?: Text;
  style?: "primary" | "danger";
}

export interface Block {
  type: string;
  block_id?: string;
  [part: string]: unknown;
}

/** An element somebody can use. Which of the parts it has depends on its type. */
export interface Element {
  type: string;
  action_id?: string;
  text?: Text;
  value?: string;
  url?: string;
  style?: "primary" | "danger";
  confirm?: Confirm;
  accessibility_label?: string;
  placeholder?: Text;
  options?: readonly Option[];
  option_groups?: readonly OptionGroup[];
  initial_option?: Option;
  initial_options?: readonly Option[];
  initial_value?: string;
  initial_date?: string;
  initial_time?: string;
  initial_date_time?: number;
  initial_user?: string;
  initial_users?: readonly string[];
  initial_channel?: string;
  initial_channels?: readonly string[];
  initial_conversation?: string;
  initial_conversations?: readonly string[];
  max_selected_items?: number;
  multiline?: boolean;
  min_length?: number;
  max_length?: number;
  min_value?: string;
  max_value?: string;
  is_decimal_allowed?: boolean;
  dispatch_action_config?: { trigger_actions_on?: readonly string[] };
  positive_button?: { text: Text; value: string; accessibility_label?: string };
  negative_button?: { text: Text; value: string; accessibility_label?: string };
  image_url?: string;
  alt_text?: string;
}

/** What stands in an element: what was typed, the chosen option's value, a date, a person; a list where several may be chosen. */
export type Value = string | readonly string[] | null;

export interface RichText {
  type: "rich_text";
  elements: readonly Json[];
}
