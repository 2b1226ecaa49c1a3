"""Posts in a model's words: the model gives the wordings of their parts, our own code lays them out.

`telling.Teller` asks; `posts.ToldPosts` is what `reprise.social.writing` takes. What a model did not word, or not well
enough, stays the article's own sentences.
"""
