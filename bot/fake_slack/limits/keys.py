"""The fields that Slack knows in blocks, elements and views; any other field loses the whole message."""

_INPUT = "action_id placeholder initial_value dispatch_action_config focus_on_load"
_SELECT = "action_id placeholder confirm focus_on_load"
_MULTIPLE = f"{_SELECT} max_selected_items"
_BUTTON = "action_id text value confirm accessibility_label alt_text visible_to_user_ids"

IN_BLOCK = {
    kind: frozenset(f"type block_id {fields}".split())
    for kind, fields in {
        "actions": "elements",
        "context": "elements",
        "context_actions": "elements",
        "data_visualization": "title chart",
        "divider": "",
        "header": "text level",
        "image": "alt_text image_url slack_file title",
        "input": "label hint element optional dispatch_action",
        "markdown": "text",
        "rich_text": "elements",
        "section": "text fields accessory expand",
        "table": "rows column_settings",
    }.items()
}
IN_ELEMENT = {
    kind: frozenset(f"type {fields}".split())
    for kind, fields in {
        "button": f"{_BUTTON} url style agent_prompt agent_prompt_display",
        "channels_select": f"{_SELECT} initial_channel response_url_enabled",
        "checkboxes": f"{_SELECT} options initial_options",
        "conversations_select": f"{_SELECT} initial_conversation default_to_current_conversation filter "
        "response_url_enabled",
        "datepicker": f"{_SELECT} initial_date",
        "datetimepicker": f"{_SELECT} initial_date_time",
        "email_text_input": f"{_INPUT} confirm",
        "external_select": f"{_SELECT} initial_option min_query_length",
        "feedback_buttons": "action_id positive_button negative_button alt_text",
        "icon_button": f"{_BUTTON} icon",
        "image": "alt_text image_url slack_file title",
        "multi_channels_select": f"{_MULTIPLE} initial_channels",
        "multi_conversations_select": f"{_MULTIPLE} initial_conversations default_to_current_conversation filter",
        "multi_external_select": f"{_MULTIPLE} initial_options min_query_length",
        "multi_static_select": f"{_MULTIPLE} options option_groups initial_options",
        "multi_users_select": f"{_MULTIPLE} initial_users",
        "number_input": f"{_INPUT} confirm is_decimal_allowed min_value max_value",
        "overflow": "action_id options confirm alt_text",
        "plain_text_input": f"{_INPUT} confirm multiline min_length max_length",
        "radio_buttons": f"{_SELECT} options initial_option",
        "rich_text_input": f"{_INPUT} confirm min_lines max_lines",
        "static_select": f"{_SELECT} options option_groups initial_option",
        "timepicker": f"{_SELECT} initial_time timezone",
        "url_text_input": f"{_INPUT} confirm",
        "users_select": f"{_SELECT} initial_user",
    }.items()
}
IN_VIEW = frozenset(
    "type title blocks close submit private_metadata callback_id clear_on_close notify_on_close external_id "
    "submit_disabled".split()
)
IN_OPTION = frozenset("text value description url".split())
IN_CONFIRM = frozenset("title text confirm deny style".split())
