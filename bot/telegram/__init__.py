"""Telegram, off unless configured; aiogram is imported only by `bot.telegram.channel`."""
