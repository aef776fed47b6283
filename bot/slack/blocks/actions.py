"""The names under which our buttons, menus and modals come back."""

ASK_SHORTCUT = "ask_about_message"
DECIDE_SHORTCUT = "log_decision"

SHARE = "share_answer"
CHOOSE = "choose_"  # followed by the number of the choice, from 1
NEAREST = "nearest_"  # followed by the number of the entry, from 1
ASK_A_HUMAN = "ask_a_human"
FEEDBACK = "answer_feedback"
HELPFUL, NOT_HELPFUL = "helpful", "not_helpful"  # begin a feedback button's value; a colon and the question's id follow
DRAFT_ENTRY = "draft_entry"
SET_MODE = "set_channel_mode"

REASON_VIEW = "feedback_reason"
REASON_INPUT = "reason"
COMMENT_INPUT = "comment"

LOG_DECISION = "log_decision_from_answer"
DECISION_FORM = "decision_form"
REVERSIBILITY_INPUT = "reversibility"
MOVE_DECISION = "decision_move_"  # followed by the move: propose, accept, reject, supersede, deprecate, history, show
REASON_FORM = "decision_reason"
REASON_WHY = "why"
REVIEW_DECISION = "decision_review_"  # followed by what its owner says: holds, change, waive
WAIVE_FORM = "decision_waiver"
UNTIL_INPUT = "until"
EDIT_DECISION = f"{MOVE_DECISION}edit"
EDIT_FORM = "decision_edit_form"
EDIT_WHY = "edit_why"
DRAFT_FROM_THREAD = "draft_from_thread"
