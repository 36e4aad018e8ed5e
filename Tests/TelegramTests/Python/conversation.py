"""python-telegram-bot as published, against the loopback server: a bot that polls, answers, edits, uploads and meets refusals.

Arguments: base address, token, chat, a PNG file. It ends by itself after /done; the exit code is 0 only if all was as its library expects.
"""
import asyncio
import sys

from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

base, token, chat, picture = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
done = asyncio.Event()


def application(with_token):
    # Only the patience is ours: a busy machine is not what this is about.
    builder = Application.builder().token(with_token)
    for name in ("connect_timeout", "read_timeout", "write_timeout", "pool_timeout"):
        getattr(builder, name)(120)
        getattr(builder, f"get_updates_{name}")(120)
    return builder.base_url(f"{base}/bot").base_file_url(f"{base}/file/bot").build()


async def expect(kind, call, text=None):
    try:
        await call
    except kind as error:
        assert text is None or text.lower() in str(error).lower(), f"{error} does not say {text}"
        return error
    raise AssertionError(f"no {kind.__name__}")


async def start(update, context):
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Approve", callback_data="a:1"), InlineKeyboardButton("Reject", callback_data="r:1")]])
    message = await update.effective_chat.send_message("<b>BTCUSDT</b> &amp; more", parse_mode="HTML", reply_markup=keyboard)
    assert message.text == "BTCUSDT & more", message.text
    assert [(e.type, e.offset, e.length) for e in message.entities] == [("bold", 0, 7)], message.entities
    assert message.reply_markup.inline_keyboard[0][0].callback_data == "a:1"


async def tapped(update, context):
    query = update.callback_query
    assert query.from_user.id == chat and query.data == "a:1" and query.message.text == "BTCUSDT & more"
    await query.answer("approved")
    await query.edit_message_text("approved by Ann")
    await expect(BadRequest, query.edit_message_text("approved by Ann"), "not modified")
    await expect(BadRequest, query.answer("again"), "query is too old")


async def photo(update, context):
    with open(picture, "rb") as file:
        message = await update.effective_chat.send_photo(file, caption="<i>chart</i>", parse_mode="HTML")
    assert message.caption == "chart" and message.photo[0].file_size > 0
    message = await message.edit_caption("decided")
    assert message.caption == "decided" and message.photo


async def refusals(update, context):
    bot = context.bot
    await expect(BadRequest, bot.send_message(chat, "<b>open", parse_mode="HTML"), "can't parse entities")
    await expect(BadRequest, bot.send_message(chat, "x" * 4097), "message is too long")
    await expect(BadRequest, bot.send_message(4711, "hello"), "chat not found")
    await expect(Forbidden, bot.send_message(13, "hello"), "blocked by the user")
    waiting = await expect(RetryAfter, bot.send_chat_action(chat, "typing"))
    assert int(getattr(waiting.retry_after, "total_seconds", lambda: waiting.retry_after)()) == 3
    await bot.send_message(chat, "after the wait")
    await expect(InvalidToken, application("123:wrong").bot.initialize())
    done.set()


async def main():
    app = application(token)
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(tapped))
    app.add_handler(CommandHandler("photo", photo))
    app.add_handler(CommandHandler("refusals", refusals))
    failures = []

    async def failed(update, context):
        failures.append(context.error)
        done.set()

    app.add_error_handler(failed)
    async with app:
        assert app.bot.username == "desk_bot"
        await app.bot.set_my_commands([BotCommand("start", "begin")])
        await app.start()
        await app.updater.start_polling(timeout=20)
        await asyncio.wait_for(done.wait(), 600)
        await app.updater.stop()
        await app.stop()
        if failures:
            raise failures[0]
        # Two pollers: the older one is told to go.
        older = asyncio.create_task(expect(Conflict, app.bot.get_updates(timeout=20), "terminated by other getUpdates request"))
        async with application(token) as second:
            # One that comes before the older has arrived ends nothing: the next one does.
            while not older.done():
                assert list(await second.bot.get_updates(timeout=0)) == []
                await asyncio.sleep(0.1)
        await older


asyncio.run(main())
print("all as expected")
