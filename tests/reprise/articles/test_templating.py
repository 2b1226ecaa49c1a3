from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprise.articles.templating import without_templates


def plain(text: str, **metadata: object) -> str:
    return without_templates(text, metadata, asset_folder="post/")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a {% include toc.html %}b", "a b"),
        ("{% if x %}shown{% endif %}", "shown"),
        ("{% comment %}hidden{% endcomment %}shown", "shown"),
        ("a{# note #}b<!-- more -->c", "abc"),
        ("[x]({{ site.baseurl }}/a/)", "[x](/a/)"),
        ('[x]({{ "/a/" | relative_url }})', "[x](/a/)"),
        ('[x]({{< ref "b.md" >}})', "[x](b.md)"),
        ("[x]({% post_url 2020-01-01-b %})", "[x](2020-01-01-b)"),
        ("{{ page.title }}", "Hello"),
        ("{{ page.unknown }}!", "!"),
        ("{{< note >}}Mind the gap{{< /note >}}", "Mind the gap"),
        ("## Summary {#summary}", "## Summary"),
        ("text\n{: .lead}\n", "text\n\n"),
        ("import X from 'y'\n\ntext", "\n\ntext"),
        ('<div style={{ width: "1" }}>x</div>', "<div>x</div>"),
        (":::tip Mind\ntext\n:::", "\nMind\n\ntext\n\n\n"),
        ("done :tada:", "done 🎉"),
    ],
)
def test_templates_leave_what_readers_see(text: str, left: str) -> None:
    assert plain(text, title="Hello") == left


@pytest.mark.parametrize(
    ("tag", "image"),
    [
        ('{% asset_img a.jpg "The cover" %}', '<img src="post/a.jpg" alt="The cover">'),
        ("{% img /i/a.png 300 200 %}", '<img src="/i/a.png" alt="">'),
        ('{% image "i/a.png" "Alt" "Caption" %}', '<img src="i/a.png" alt="Alt" title="Caption">'),
        ('{{< figure src="a.png" alt="Alt" caption="Cap" >}}', '<img src="a.png" alt="Alt" title="Cap">'),
        ('{% include figure.html src="a.png" alt="x &amp; <y>" %}', '<img src="a.png" alt="x &amp;amp; &lt;y&gt;">'),
    ],
)
def test_picture_tags_become_pictures(tag: str, image: str) -> None:
    assert plain(tag) == image


@pytest.mark.parametrize(
    "text",
    [
        "{% highlight ruby %}\nputs 1\n{% endhighlight %}",
        "{% codeblock lang:ruby %}\nputs 1\n{% endcodeblock %}",
        '{{< highlight ruby "linenos=table" >}}\nputs 1\n{{< /highlight >}}',
    ],
)
def test_code_tags_become_fences(text: str) -> None:
    assert plain(text).strip() == "```ruby\nputs 1\n```"


def test_code_keeps_its_braces() -> None:
    code = "```html\n{{ x }} {% if y %} {: .a} :tada:\n```\n"
    assert plain(code) == code
    assert plain("use `{{ x }}` or ``{% y %}``") == "use `{{ x }}` or ``{% y %}``"


def test_a_fence_in_a_list_is_code_too() -> None:
    text = "- item\n\n  ```\n  {{ x }}\n  ```\n"
    assert plain(text) == text


def test_raw_marks_vanish_around_and_inside_code() -> None:
    assert plain("{% raw %}\n```\n{{ x }}\n```\n{% endraw %}") == "\n```\n{{ x }}\n```\n"


@given(st.text(alphabet="{}%<># `~\n\"'=:a-[]()", max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    without_templates(text, {})
